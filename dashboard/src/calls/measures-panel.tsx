// What the call cost, line by line, and how long its parts took.

import type { CallView } from '../../../src/contract/api.ts'
import { milliseconds, price } from '../ui/format.ts'
import { FoldedPanel } from '../ui/panel.tsx'
import { plain } from '../ui/words.ts'
import { costLines, latencyComponents } from './call-records.ts'
import classes from './measures-panel.module.css'

export function MeasuresPanel({ call }: { call: CallView }) {
  const { first_token_ms } = call.latency
  return (
    <>
      <FoldedPanel title="Cost" aside={<span>{price(call.cost.total_usd)}</span>}>
        <table className={classes.lines}>
          <tbody>
            {costLines(call.cost.lines).map((line, place) => (
              <tr key={place}>
                <th scope="row">
                  {plain(line.task)} <span className={classes.faint}>{line.model ?? line.kind}</span>
                </th>
                <td>{price(line.usd)}</td>
              </tr>
            ))}
            <tr className={classes.total}>
              <th scope="row">Total</th>
              <td>{price(call.cost.total_usd)}</td>
            </tr>
          </tbody>
        </table>
      </FoldedPanel>
      <FoldedPanel title="Latency" aside={<span>{first_token_ms.n > 0 ? `first word ${milliseconds(first_token_ms.p50)}` : 'not measured'}</span>}>
        <table className={classes.lines}>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">Median</th>
              <th scope="col">95th</th>
              <th scope="col">Times</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">First word of a reply</th>
              <td>{milliseconds(first_token_ms.p50)}</td>
              <td>{milliseconds(first_token_ms.p95)}</td>
              <td>{first_token_ms.n}</td>
            </tr>
            {latencyComponents(call.latency.components).map((part) => (
              <tr key={`${part.component} ${part.name}`}>
                <th scope="row">
                  {plain(part.name)} <span className={classes.faint}>{part.component}</span>
                </th>
                <td>{milliseconds(part.p50)}</td>
                <td>{milliseconds(part.p95)}</td>
                <td>{part.n}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </FoldedPanel>
    </>
  )
}
