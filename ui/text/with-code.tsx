import type { ReactNode } from 'react'

/** Text in which `backticks` mean code. */
export function withCode(text: string): ReactNode {
  const parts = text.split('`')
  // An odd backtick is only a backtick.
  if (parts.length % 2 === 0) return text
  // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the text
  return parts.map((part, index) => (index % 2 === 0 ? part : <code key={index}>{part}</code>))
}
