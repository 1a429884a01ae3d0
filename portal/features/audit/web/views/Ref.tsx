import { EntityLink } from '@callboard/ui'

/** Who or what an event names: an entity leads to its page, anything else stands as it was recorded. */
export function Ref({ text, isFull }: { text: string; isFull?: boolean }) {
  const isEntity = /^[a-z]+:[\w.-]+\/[\w.-]+$/i.test(text)
  if (!isEntity) return <span dir="auto">{text}</span>
  return <EntityLink entityRef={text} label={isFull ? { title: text } : undefined} />
}
