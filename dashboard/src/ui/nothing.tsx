// A cell with nothing to show.
import table from './table.module.css'

export function Nothing() {
  return <span className={table.faint}>–</span>
}
