import { randomUUID } from 'node:crypto'

/** A UUIDv7: sorted by time, so that its index grows at one end. */
export function newUid(now: number): string {
  const time = now.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}
