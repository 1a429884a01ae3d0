import { Button } from '../controls/Button.tsx'
import { Notice } from './Notice.tsx'

/** An error in place: what happened in a sentence, and the button that tries again. */
export function Failed({ title, error, retry }: { title: string; error: unknown; retry?: () => void }) {
  return (
    <Notice title={title} tone="bad" actions={retry && <Button onClick={retry}>Try again</Button>}>
      <p>{sentenceOf(error)}</p>
    </Notice>
  )
}

/** One sentence for people from anything thrown. */
export function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.trim() === '' ? 'Something went wrong.' : message
}
