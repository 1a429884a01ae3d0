/** The mark: a card pinned on a board. */
export function BrandMark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="18" height="18" rx="4.5" fill="var(--cb-text)" />
      <path d="M5.5 6.5h9v9h-9z" fill="var(--cb-canvas)" />
      <path d="M7.5 11h5M7.5 13.2h3" stroke="var(--cb-text)" strokeWidth="1.1" strokeLinecap="round" />
      <circle cx="10" cy="6.3" r="2.3" fill="var(--cb-accent)" stroke="var(--cb-text)" strokeWidth="1" />
    </svg>
  )
}
