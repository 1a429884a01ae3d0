import type { Clock } from '@callboard/sdk'

/** The time of this machine. */
export const systemClock: Clock = { now: () => Date.now() }
