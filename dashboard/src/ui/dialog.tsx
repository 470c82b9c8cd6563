// A question or an answer that stands before the page until it is closed. The browser keeps the focus in it.
import { CloseButton } from '@mantine/core'
import { type ReactNode, type RefObject, useEffect, useId, useRef } from 'react'
import { createPortal } from 'react-dom'
import classes from './dialog.module.css'

/** @param opener has the focus again when the dialog is closed: it may have lost it before, while it was waiting and could not be pressed */
export function Dialog({ title, opener, close, children }: { title: string; opener: RefObject<HTMLElement | null>; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    const before = opener.current
    element?.showModal()
    return () => {
      element?.close()
      before?.focus()
    }
  }, [opener])
  // In the body, so that neither a table cell's styles nor its clicks reach into it.
  return createPortal(
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is one on the backdrop
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-labelledby={id}
      onCancel={close}
      onClick={(event) => {
        if (event.target === dialog.current) close()
      }}
    >
      <div className={classes.inside}>
        <div className={classes.head}>
          <h2 id={id}>{title}</h2>
          <CloseButton aria-label="Close" onClick={close} />
        </div>
        {children}
      </div>
    </dialog>,
    document.body,
  )
}
