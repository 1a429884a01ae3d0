import type { ReactNode } from 'react'

/** Icons that only the graph needs; they travel with its page. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  )
}

export function PlusIcon() {
  return (
    <Icon>
      <path d="M8 3.5v9M3.5 8h9" />
    </Icon>
  )
}

export function MinusIcon() {
  return (
    <Icon>
      <path d="M3.5 8h9" />
    </Icon>
  )
}

export function FitIcon() {
  return (
    <Icon>
      <path d="M2.5 6V3.5a1 1 0 0 1 1-1H6M10 2.5h2.5a1 1 0 0 1 1 1V6M13.5 10v2.5a1 1 0 0 1-1 1H10M6 13.5H3.5a1 1 0 0 1-1-1V10" />
    </Icon>
  )
}

export function FullScreenIcon() {
  return (
    <Icon>
      <path d="M9.5 6.5l4-4M10 2.5h3.5V6M6.5 9.5l-4 4M6 13.5H2.5V10" />
    </Icon>
  )
}

export function DownloadIcon() {
  return (
    <Icon>
      <path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11" />
    </Icon>
  )
}

/** An arrow that points where the edges of a direction point. */
export function DirectionIcon({ degrees }: { degrees: number }) {
  return (
    <Icon>
      <g transform={`rotate(${degrees} 8 8)`}>
        <path d="M2.5 8h10M9 4.5 12.5 8 9 11.5" />
      </g>
    </Icon>
  )
}
