import { useEffect, useState } from 'react'
import { Button } from '../controls/Button.tsx'
import { CheckIcon, CopyIcon } from '../icons/icons.tsx'

/** Copies text and says so for two seconds. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2000)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    )
  const said = { idle: label, copied: 'Copied', failed: 'Copying is not allowed here' }[state]
  return (
    <Button onClick={copy} icon={state === 'copied' ? <CheckIcon size={14} /> : <CopyIcon size={14} />}>
      <span aria-live="polite">{said}</span>
    </Button>
  )
}
