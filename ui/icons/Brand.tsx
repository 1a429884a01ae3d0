/** The mark: a card pinned on a board. */
export function BrandMark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <rect x="1.5" y="2.5" width="17" height="15" rx="3" fill="var(--cb-text)" />
      <rect x="5" y="7" width="10" height="7.5" rx="1" fill="var(--cb-canvas)" />
      <path d="M7 10h6M7 12.2h3.500" stroke="var(--cb-muted)" strokeWidth="1.1" strokeLinecap="round" />
      <circle cx="10" cy="6.3" r="1.9" fill="var(--cb-accent)" />
    </svg>
  )
}
