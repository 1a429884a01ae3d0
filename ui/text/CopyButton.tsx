import { useEffect, useState } from 'react'
import { Button, IconButton } from '../controls/Button.tsx'
import { CheckIcon, CopyIcon } from '../icons/icons.tsx'

/** Copies text and says so for two seconds; `small` beside a value, where the icon is enough. */
export function CopyButton({
  text,
  label = 'Copy',
  small,
}: {
  text: string
  label?: string
  small?: boolean
}) {
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
  const icon = state === 'copied' ? <CheckIcon size={14} /> : <CopyIcon size={14} />
  if (small) {
    return (
      <IconButton label={said} aria-live="polite" onClick={copy}>
        {icon}
      </IconButton>
    )
  }
  return (
    <Button onClick={copy} icon={icon}>
      <span aria-live="polite">{said}</span>
    </Button>
  )
}
