import { useState } from 'react'
import classes from './cards.module.css'

/** A face, or the initials when there is none that may be shown. The name stands beside it. */
export function Avatar({ name, picture, isLarge }: { name: string; picture: unknown; isLarge?: boolean }) {
  const [failed, setFailed] = useState<unknown>()
  const address = pictureOf(picture)
  const size = isLarge ? { 'data-large': true } : {}
  if (address && failed !== address) {
    return (
      <img
        className={classes.avatar}
        {...size}
        src={address}
        alt=""
        loading="lazy"
        referrerPolicy="no-referrer"
        onError={() => setFailed(address)}
      />
    )
  }
  return (
    <span className={classes.avatar} {...size} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}

function pictureOf(picture: unknown): string | undefined {
  if (typeof picture !== 'string') return undefined
  if (/^data:image\/(png|jpeg|gif|webp);base64,/.test(picture)) return picture
  return URL.canParse(picture) && new URL(picture).protocol === 'https:' ? picture : undefined
}

/** `Ida Lund` → `IL`. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase()
}
