/**
 * What an action came to, where the page has no place to say it. One list for the whole portal: whoever acts calls
 * `toast`, and `<Toasts>` shows it.
 */
import type { ReactNode } from 'react'

/** A message in passing. */
export interface Toast {
  text: ReactNode
  /** What went wrong stays until it is dismissed; the rest goes by itself. */
  tone?: 'good' | 'bad'
  action?: ToastAction
  /** A later message with the same key takes the place of the one before; usually its text. */
  key?: string
}

/** The one thing that can be done about a message. */
export interface ToastAction {
  label: string
  run(): void
  /** It takes back what the message tells of: Ctrl Z does it too. */
  isUndo?: boolean
}

export interface ShownToast extends Toast {
  id: number
}

let all: readonly ShownToast[] = []
let lastId = 0
const listeners = new Set<() => void>()

/** Says something in passing. @returns a function that takes it away again. */
export function toast(message: Toast): () => void {
  const key = keyOf(message)
  const shown = { ...message, id: ++lastId }
  change([...all.filter((other) => keyOf(other) !== key), shown])
  return () => dropToasts([shown])
}

/** The action that takes something back. */
export function undo(run: () => void): ToastAction {
  return { label: 'Undo', run, isUndo: true }
}

/** Copies text and says so, or that the browser does not let us. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast({ text: 'Copied!' })
  } catch {
    toast({ text: 'Copying is not allowed here', tone: 'bad' })
  }
}

export function dropToasts(some: readonly ShownToast[]): void {
  change(all.filter((one) => !some.includes(one)))
}

export function shownToasts(): readonly ShownToast[] {
  return all
}

export function onToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function change(next: readonly ShownToast[]): void {
  if (next.length === 0 && all.length === 0) return
  all = next
  for (const listener of listeners) listener()
}

function keyOf({ key, text }: Toast): unknown {
  return key ?? text
}
