import { type FocusEvent, useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react'
import { Button, IconButton } from '../controls/Button.tsx'
import { CheckIcon, CloseIcon, ProblemIcon } from '../icons/icons.tsx'
import classes from './Toasts.module.css'
import { dropToasts, onToasts, type ShownToast, shownToasts } from './toast.ts'

const shownAtOnce = 3
const shortMs = 5_000
/** Who is offered something needs time to take it. */
const longMs = 10_000

/**
 * The messages in passing, at the foot of the screen. They never take the focus; Alt T gives it to the latest one,
 * Escape sends that away. While somebody points at them or uses them, they stay.
 */
export default function Toasts() {
  const toasts = useSyncExternalStore(onToasts, shownToasts)
  const [isHeld, setHeld] = useState(false)
  const place = useRef<HTMLElement>(null)
  const before = useRef<Element | null>(null)
  const shown = toasts.slice(0, shownAtOnce)
  const newer = toasts.length - shown.length
  const last = shown.at(-1)
  useEffect(() => () => dropToasts(shownToasts()), [])
  useEffect(() => {
    // What had the focus went with its message, and browsers tell nobody.
    if (document.activeElement === document.body) giveBack(before.current)
    setHeld(toasts.length > 0 && place.current?.matches(':hover, :focus-within') === true)
  }, [toasts])
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!last) return
    const isInside = place.current?.contains(document.activeElement)
    if (event.altKey && event.code === 'KeyT') {
      place.current?.querySelector<HTMLElement>('li:last-of-type button')?.focus()
    } else if (event.key === 'Escape' && (isInside || !isBusy(event.target))) {
      const own = place.current?.querySelector<HTMLElement>('li:focus-within')?.dataset.id
      dropToasts(shown.filter(({ id }) => id === (own ? Number(own) : last.id)))
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !isBusy(event.target)) {
      const undone = shown.findLast(({ action }) => action?.isUndo)
      if (!undone) return
      take(undone)
    } else return
    event.preventDefault()
  })
  useEffect(() => {
    // Before the page's own keys: the first Escape is for the message, the next one for the page.
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
  const onFocus = (event: FocusEvent) => {
    if (!place.current?.contains(event.relatedTarget)) before.current = event.relatedTarget
    setHeld(true)
  }
  const onBlur = (event: FocusEvent) => {
    if (event.currentTarget.contains(event.relatedTarget)) return
    if (event.relatedTarget) before.current = null
    setHeld(false)
  }
  return (
    <section
      ref={place}
      aria-label="Messages"
      className={classes.place}
      data-toasts={shown.length || undefined}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      <div
        className={classes.stack}
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
      >
        <ol className={classes.stack} aria-live="polite" aria-relevant="additions">
          {shown.map((one) => (
            <Message key={one.id} toast={one} isHeld={isHeld} />
          ))}
        </ol>
        {newer > 0 && (
          <Button className={classes.newer} onClick={() => dropToasts(shown)}>
            {newer === 1 ? '1 newer message' : `${newer} newer messages`}
          </Button>
        )}
      </div>
    </section>
  )
}

function Message({ toast, isHeld }: { toast: ShownToast; isHeld: boolean }) {
  const { id, text, tone = 'good', action } = toast
  const [isLeaving, setLeaving] = useState(false)
  useEffect(() => {
    setLeaving(false)
    if (isHeld || tone === 'bad') return
    const timer = setTimeout(() => setLeaving(true), action ? longMs : shortMs)
    return () => clearTimeout(timer)
  }, [isHeld, tone, action])
  return (
    <li
      className={classes.toast}
      data-id={id}
      data-tone={tone}
      data-leaving={isLeaving || undefined}
      onAnimationEnd={() => isLeaving && dropToasts([toast])}
    >
      {tone === 'good' ? <CheckIcon size={14} /> : <ProblemIcon size={14} />}
      <span className={classes.text}>{text}</span>
      {action && (
        <Button
          variant="quiet"
          className={classes.action}
          aria-keyshortcuts={action.isUndo ? 'Control+Z' : undefined}
          title={action.isUndo ? 'Ctrl Z' : undefined}
          onClick={() => take(toast)}
        >
          {action.label}
        </Button>
      )}
      <IconButton label="Dismiss" className={classes.close} onClick={() => dropToasts([toast])}>
        <CloseIcon size={12} />
      </IconButton>
    </li>
  )
}

function take(toast: ShownToast): void {
  dropToasts([toast])
  toast.action?.run()
}

/** True where Escape and Ctrl Z mean something else: in fields, and while something else floats over the page. */
function isBusy(target: EventTarget | null): boolean {
  const field = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]'
  if (target instanceof Element && target.closest(field)) return true
  return document.querySelector('[role=dialog], [role=menu], [role=tooltip]') !== null
}

function giveBack(element: Element | null): void {
  if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true })
}
