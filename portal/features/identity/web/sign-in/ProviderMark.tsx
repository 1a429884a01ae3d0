import { UserIcon } from '@callboard/ui'
import classes from './ProviderMark.module.css'

/** The sign of a provider: two letters of its name in a tile. We draw nobody's trademark. */
export function ProviderMark({ title, isPerson = false }: { title: string; isPerson?: boolean }) {
  return (
    <span className={classes.mark} aria-hidden="true">
      {isPerson ? <UserIcon size={16} /> : lettersOf(title)}
    </span>
  )
}

// `GitHub` → GH, `Google` → Go, `Single sign-on` → SS
function lettersOf(title: string): string {
  const words = title.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const capitals =
    words.length > 1 ? words.map((word) => [...word][0] ?? '') : (title.match(/\p{Lu}/gu) ?? [])
  if (capitals.length >= 2) return capitals.slice(0, 2).join('').toUpperCase()
  return [...(words[0] ?? '?')].slice(0, 2).join('')
}
