import type { RecentChange } from './home-data.ts'

/** Changes that happened together: a source that was read for the first time is one line, not four hundred. */
export interface ChangeGroup {
  first: RecentChange
  items: RecentChange[]
}

const togetherMs = 60_000
const fewest = 4

/** Runs of the same change from the same source within a minute; short ones stay single. */
export function groupChanges(changes: readonly RecentChange[]): ChangeGroup[] {
  const groups: ChangeGroup[] = []
  for (const change of changes) {
    const last = groups.at(-1)
    if (last && belongs(last, change)) last.items.push(change)
    else groups.push({ first: change, items: [change] })
  }
  return groups.flatMap((group) =>
    group.items.length >= fewest ? [group] : group.items.map((item) => ({ first: item, items: [item] })),
  )
}

function belongs({ first, items }: ChangeGroup, change: RecentChange): boolean {
  const last = items.at(-1) ?? first
  return (
    first.change === change.change &&
    first.cause.source === change.cause.source &&
    Date.parse(last.at) - Date.parse(change.at) < togetherMs
  )
}

/** What an update made different, in words: `owner, tags and 2 more`. */
export function changedParts({ changes }: RecentChange): string {
  const names = [...new Set((changes ?? []).map(({ path }) => nameOf(path)))].filter(Boolean)
  if (names.length <= 3) return names.join(', ')
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
}

/** `/spec/owner` → `owner`; of a list or annotation, which one says enough. */
function nameOf(pointer: string): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (parts[0] === 'metadata' && parts[1] === 'annotations')
    return parts[2]?.split('/').at(-1) ?? 'annotations'
  return parts.find((part, index) => index > 0 && !/^\d+$/.test(part)) ?? parts[0] ?? ''
}
