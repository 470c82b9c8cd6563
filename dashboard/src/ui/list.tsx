// What every list has around its rows: the keys that work on it, and the way to other pages of it.
import { Button } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import classes from './table.module.css'

export function ListKeys() {
  return (
    <span className={classes.keys}>
      <kbd>j</kbd> <kbd>k</kbd> to move, <kbd>Enter</kbd> to open
    </span>
  )
}

/** @param children the links, which the page alone can type: its own address with another cursor */
export function Pager({ children }: { children: ReactNode }) {
  return (
    <nav className={classes.pager} aria-label="Pages">
      {children}
    </nav>
  )
}

function ButtonAnchor({ color: _, style: __, ...anchor }: ComponentProps<'a'>) {
  return <Button component="a" variant="default" {...anchor} />
}

/** A link that looks like a button, with the router's types of addresses and their search parameters. */
export const PageLink = createLink(ButtonAnchor)
