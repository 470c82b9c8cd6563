// What stands around every page: the way in by keyboard, where one can go, and the colour scheme.
import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Link, Outlet } from '@tanstack/react-router'
import { AgendaIcon, MoonIcon, PeopleIcon, PhoneIcon, SunIcon } from './icons.tsx'
import classes from './shell.module.css'

const places = [
  { to: '/calls', word: 'Calls', Icon: PhoneIcon },
  { to: '/customers', word: 'Customers', Icon: PeopleIcon },
  { to: '/follow-ups', word: 'Follow-ups', Icon: AgendaIcon },
] as const

export function Shell() {
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <header className={classes.side}>
        <Link to="/calls" className={classes.brand} aria-label="Parley, to the calls">
          <img src="/favicon.svg" alt="" width={22} height={22} />
          <span>Parley</span>
        </Link>
        <nav className={classes.places} aria-label="Main">
          {places.map(({ to, word, Icon }) => (
            <Link key={to} to={to} className={classes.place} activeProps={{ 'data-here': true }}>
              <Icon />
              <span>{word}</span>
            </Link>
          ))}
        </nav>
        <SchemeToggle />
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
    </div>
  )
}

function SchemeToggle() {
  // Its way of switching without transitions is a style element, which the content security policy forbids.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const dark = useComputedColorScheme('light') === 'dark'
  return (
    <ActionIcon
      className={classes.scheme ?? ''}
      variant="subtle"
      color="gray"
      aria-label={dark ? 'Use the light colours' : 'Use the dark colours'}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      {dark ? <SunIcon /> : <MoonIcon />}
    </ActionIcon>
  )
}
