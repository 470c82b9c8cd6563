// The few pictures of the product, as lines on a 20 by 20 grid. They stand beside words and are hidden from those who listen.

function icon(path: string) {
  return function Icon({ size = 16 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path d={path} />
      </svg>
    )
  }
}

export const PhoneIcon = icon('M4 3.5h3l1.4 3.6-1.8 1.3a9.5 9.5 0 0 0 5 5l1.3-1.8 3.6 1.4v3a1.5 1.5 0 0 1-1.6 1.5A13.3 13.3 0 0 1 2.5 5.1 1.5 1.5 0 0 1 4 3.5Z')
export const PeopleIcon = icon(
  'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5 7c0-2.8 2.2-4.6 5-4.6s5 1.8 5 4.6M13.5 4a2.7 2.7 0 0 1 0 5M15 12.2c1.6.6 2.6 2.1 2.6 4.3',
)
export const AgendaIcon = icon('M4 4.5h12v12H4zM4 8.5h12M7.5 2.8v3M12.5 2.8v3M8 12.5l1.5 1.5 3-3')
export const SunIcon = icon(
  'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.4 4.4l1.1 1.1M14.5 14.5l1.1 1.1M4.4 15.6l1.1-1.1M14.5 5.5l1.1-1.1',
)
export const MoonIcon = icon('M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z')
export const OutgoingIcon = icon('M6 14 14 6M7.5 6H14v6.5')
export const IncomingIcon = icon('M14 6 6 14M12.5 14H6V7.5')
export const SearchIcon = icon('M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12ZM13.5 13.5 17 17')
