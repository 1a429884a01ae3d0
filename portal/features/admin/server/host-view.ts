import type { JsonObject, Position, Problem } from '@callboard/sdk/model'
import type { RunningFeature } from '../api.ts'

/**
 * What an operator may see of the program around the features. main.ts implements it and gives it to this
 * feature alone: a plugin's `ctx` has no way to list the whole config or to ask about the process.
 */
export interface HostView {
  version: string
  /** When the process began, in ms. */
  startedAt: number
  /** Folder that paths are shown relative to. */
  folder: string
  /** The config in use; after a reload, the new one. */
  config(): {
    redacted(): JsonObject
    origin(path: string): Position | undefined
    description: string
    files: string[]
    problems: Problem[]
  }
  /** What the config doctor says beyond syntax and types, without asking the network, the database or the port. */
  examine(): Promise<Problem[]>
  /** What runs, with its health now. */
  features(): Promise<RunningFeature[]>
  database(): { describe: string; size?(): Promise<number> } | undefined
  /** Takes secrets out of a text. */
  redact(text: string): string
}
