// Up and down a list by j, k and the arrows: the focus moves from row to row, so that Enter opens what is focused.
import { type RefObject, useEffect } from 'react'

const steps: Readonly<Record<string, 1 | -1>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

/** @param list holds one element marked `data-row` a row: the link that the row leads to */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const step = steps[event.key]
      if (!step || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      // Arrows have their own meaning in fields and menus, and a dialog covers the list.
      if (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, dialog, [contenteditable]')) return
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
      if (rows.length === 0) return
      const here = rows.findIndex((row) => row.matches(':focus'))
      const next = here === -1 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1)
      event.preventDefault()
      rows[next]?.focus()
      rows[next]?.scrollIntoView({ block: 'nearest' })
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [list])
}

/** The slash leads to the page's search field. */
export function useSearchKey(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== '/' || (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, dialog'))) return
      event.preventDefault()
      field.current?.focus()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [field])
}
