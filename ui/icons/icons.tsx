import type { ReactNode } from 'react'

/** Our own 16-px line icons: 1.5-px strokes, round joins. Decorative; the control beside them has the name. */
function icon(paths: ReactNode) {
  // biome-ignore lint/correctness/noComponentHookFactories: called once per icon, when this file loads
  return function Icon({ size = 16, className }: { size?: number; className?: string | undefined }) {
    return (
      <svg
        className={className}
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {paths}
      </svg>
    )
  }
}

export const HomeIcon = icon(
  <path d="M2.5 7.2 8 2.5l5.5 4.7v5.6a.7.7 0 0 1-.7.7H3.2a.7.7 0 0 1-.7-.7zM6.3 13.3V9.5h3.4v3.8" />,
)
export const CatalogIcon = icon(<path d="M2.5 4h11M2.5 8h11M2.5 12h7" />)
export const ApiIcon = icon(<path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5" />)
export const GraphIcon = icon(
  <>
    <circle cx="3.8" cy="8" r="2" />
    <circle cx="12.2" cy="3.8" r="2" />
    <circle cx="12.2" cy="12.2" r="2" />
    <path d="m5.6 7.1 4.8-2.4M5.6 8.9l4.8 2.4" />
  </>,
)
export const PeopleIcon = icon(
  <>
    <circle cx="6" cy="5.5" r="2.5" />
    <path d="M1.5 13.5c.4-2.4 2.2-3.7 4.5-3.7s4.1 1.3 4.5 3.7M11 3.3a2.5 2.5 0 0 1 0 4.5M12.3 10.3c1.2.5 2 1.5 2.2 3.2" />
  </>,
)
export const ProblemIcon = icon(<path d="M8 2.2 14.3 13.3H1.7zM8 6.5v3M8 11.4v.1" />)
export const SearchIcon = icon(
  <>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3.3 3.3" />
  </>,
)
export const SunIcon = icon(
  <>
    <circle cx="8" cy="8" r="2.7" />
    <path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
  </>,
)
export const MoonIcon = icon(<path d="M13.3 9.6A5.7 5.7 0 0 1 6.4 2.7a5.7 5.7 0 1 0 6.9 6.9z" />)
export const AutoIcon = icon(
  <>
    <rect x="1.8" y="3" width="12.4" height="8.5" rx="1.2" />
    <path d="M5.5 14h5" />
  </>,
)
export const ChevronDownIcon = icon(<path d="m4.5 6.3 3.5 3.5 3.5-3.5" />)
export const ChevronRightIcon = icon(<path d="m6.3 4.5 3.5 3.5-3.5 3.5" />)
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />)
export const CheckIcon = icon(<path d="m3.3 8.5 3 3 6.4-7" />)
export const CopyIcon = icon(
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M3.5 10.5h-.2a.8.8 0 0 1-.8-.8V3.3a.8.8 0 0 1 .8-.8h6.4a.8.8 0 0 1 .8.8v.2" />
  </>,
)
export const RefreshIcon = icon(<path d="M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 1.8v3h-3" />)
export const SourceIcon = icon(
  <path d="M9.5 2.5h4v4M13.5 2.5 7.5 8.5M11.5 9.5v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3" />,
)
export const EditIcon = icon(
  <path d="M2.5 13.5h2.7l7.6-7.6a1.4 1.4 0 0 0 0-2l-.7-.7a1.4 1.4 0 0 0-2 0L2.5 10.8z" />,
)
export const LinkIcon = icon(
  <path d="M6.7 9.3a2.7 2.7 0 0 0 3.9 0l2-2a2.75 2.75 0 0 0-3.9-3.9l-.8.8M9.3 6.7a2.7 2.7 0 0 0-3.9 0l-2 2a2.75 2.75 0 0 0 3.9 3.9l.8-.8" />,
)
export const AdminIcon = icon(
  <>
    <path d="M2 4.5h6.5M12.5 4.5H14M2 11.5h1.5M7.5 11.5H14" />
    <circle cx="10.5" cy="4.5" r="2" />
    <circle cx="5.5" cy="11.5" r="2" />
  </>,
)
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />)
export const PanelIcon = icon(
  <>
    <rect x="2" y="2.5" width="12" height="11" rx="1.8" />
    <path d="M6 2.5v11" />
  </>,
)
export const SortUpIcon = icon(<path d="M8 12.5v-9M4.5 6.5 8 3l3.5 3.5" />)
export const SortDownIcon = icon(<path d="M8 3.5v9M4.5 9.5 8 13l3.5-3.5" />)
export const UserIcon = icon(
  <>
    <circle cx="8" cy="5.5" r="2.8" />
    <path d="M2.8 14c.5-2.8 2.5-4.2 5.2-4.2s4.7 1.4 5.2 4.2" />
  </>,
)
export const SignOutIcon = icon(
  <path d="M6.5 13.5h-3a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1h3M10 11l3-3-3-3M13 8H6.5" />,
)
export const MailIcon = icon(
  <>
    <rect x="1.8" y="3.3" width="12.4" height="9.4" rx="1.5" />
    <path d="m2.5 4.5 5.5 4.2 5.5-4.2" />
  </>,
)
export const HelpIcon = icon(
  <>
    <circle cx="8" cy="8" r="6" />
    <path d="M6.2 6.2a1.9 1.9 0 1 1 2.6 1.9c-.6.3-.8.6-.8 1.2M8 11.5v.1" />
  </>,
)
export const ClockIcon = icon(
  <>
    <circle cx="8" cy="8" r="6" />
    <path d="M8 4.5V8l2.4 1.6" />
  </>,
)
export const PluginIcon = icon(<path d="M6 2v3M10 2v3M4 5h8v3a4 4 0 0 1-8 0zM8 12v2" />)
export const DocsIcon = icon(<path d="M3.5 2.5h6l3 3v8h-9zM9.5 2.5v3h3M5.5 8.5h5M5.5 11h3.5" />)
export const DownloadIcon = icon(<path d="M8 2.5v7.5M4.7 7 8 10.2 11.3 7M2.5 13.5h11" />)
export const ColumnsIcon = icon(
  <>
    <rect x="2" y="2.5" width="12" height="11" rx="1.5" />
    <path d="M6 2.5v11M10 2.5v11" />
  </>,
)
export const SelectIcon = icon(
  <>
    <rect x="2.5" y="2.5" width="11" height="11" rx="2.5" />
    <path d="m5.4 8.2 1.9 1.9 3.4-4" />
  </>,
)
export const SortIcon = icon(<path d="M2.5 4.5h6M2.5 8h4.5M2.5 11.5h3M11.5 3.5v9M9 10l2.5 2.5L14 10" />)
export const TrashIcon = icon(
  <path d="M2.5 4.3h11M6 4.3V2.6h4v1.7M4 4.3l.6 9.1h6.8l.6-9.1M6.7 7v3.8M9.3 7v3.8" />,
)
export const MoreIcon = icon(<path strokeWidth="2.4" d="M3.5 8v.01M8 8v.01M12.5 8v.01" />)
const star = 'm8 1.8 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2 .7-4.3-3.1-3 4.3-.6z'
export const StarIcon = icon(<path d={star} />)
export const StarredIcon = icon(<path d={star} fill="currentColor" />)
