import type { ReactNode } from 'react'
import classes from './KindGlyph.module.css'

// One shape and one hue for each kind; the hue is used here and on graph nodes, nowhere else.
const glyphs: Record<string, ReactNode> = {
  component: <path d="M8 1.8 13.5 5v6L8 14.2 2.5 11V5zM2.7 5.2 8 8.2l5.3-3M8 8.2v5.8" />,
  api: <path d="M5.7 4 1.8 8l3.9 4M10.3 4l3.9 4-3.9 4M9 3 7 13" />,
  resource: (
    <>
      <ellipse cx="8" cy="4" rx="5" ry="2" />
      <path d="M3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2" />
    </>
  ),
  system: (
    <>
      <rect x="2" y="2" width="5" height="5" rx="1" />
      <rect x="9" y="2" width="5" height="5" rx="1" />
      <rect x="2" y="9" width="5" height="5" rx="1" />
      <rect x="9" y="9" width="5" height="5" rx="1" />
    </>
  ),
  domain: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M2 8h12M8 2c2 1.8 2.8 3.8 2.8 6S10 12.2 8 14C6 12.2 5.2 10.2 5.2 8S6 3.8 8 2z" />
    </>
  ),
  group: (
    <>
      <circle cx="5.5" cy="5.5" r="2.5" />
      <path d="M1.5 13.5c.3-2.3 1.8-3.6 4-3.6s3.7 1.3 4 3.6M10.5 3.2a2.5 2.5 0 0 1 0 4.6M11.8 10.2c1.5.5 2.5 1.6 2.7 3.3" />
    </>
  ),
  user: (
    <>
      <circle cx="8" cy="5.3" r="2.8" />
      <path d="M2.8 14c.5-2.8 2.5-4.2 5.2-4.2s4.7 1.4 5.2 4.2" />
    </>
  ),
  template: <path d="m8 1.8 1.7 4.5 4.5 1.7-4.5 1.7L8 14.2 6.3 9.7 1.8 8l4.5-1.7z" />,
  location: (
    <>
      <path d="M8 14.3C5 11 3.3 8.7 3.3 6.4a4.7 4.7 0 0 1 9.4 0C12.7 8.7 11 11 8 14.3z" />
      <circle cx="8" cy="6.4" r="1.6" />
    </>
  ),
  airesource: (
    <path d="M8 2v2.5M4 4.5h8a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 12V6A1.5 1.5 0 0 1 4 4.5zM5.8 8.3v1.4M10.2 8.3v1.4" />
  ),
}

const unknown = <rect x="2.5" y="2.5" width="11" height="11" rx="2.5" />

/** The 16-px mark of a kind. Decorative: the text beside it names the kind or the entity. */
export function KindGlyph({ kind, size = 16, missing }: { kind: string; size?: number; missing?: boolean }) {
  const known = kind.toLowerCase()
  return (
    <svg
      className={missing ? classes.missing : classes.glyph}
      data-kind={known in glyphs ? known : 'other'}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {glyphs[known] ?? unknown}
    </svg>
  )
}
