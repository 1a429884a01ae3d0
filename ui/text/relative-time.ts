const steps: [limit: number, seconds: number, unit: string][] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [86_400 * 60, 86_400, 'd'],
  [86_400 * 365, 86_400 * 30, 'mo'],
]

/** `now`, `in 40 s`, `in 3 d`: when something is due. */
export function timeUntil(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000)
  if (seconds < 1) return 'now'
  const [, unitSeconds, unit] = steps.find(([limit]) => seconds < limit) ?? [0, 86_400 * 365, 'y']
  return `in ${Math.floor(seconds / unitSeconds)} ${unit}`
}

/** `just now`, `40 s ago`, `3 d ago`: short, and never in the future by a clock that is off. */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000))
  if (seconds < 5) return 'just now'
  const step = steps.find(([limit]) => seconds < limit)
  if (!step) return `${Math.floor(seconds / (86_400 * 365))} y ago`
  return `${Math.floor(seconds / step[1])} ${step[2]} ago`
}
