import type { LocationRef, Problem } from '@callboard/sdk/model'
import { problemOfReadError } from '../read/read-error.ts'

const longestMessage = 5_000

/** For URLs the sentence operators search for, `Unable to read url, <cause>` (contract: catalog-engine §5). */
export function readProblem(location: LocationRef, thrown: unknown): Problem {
  const problem = problemOfReadError(thrown, location)
  const start = 'Unable to read url, '
  const isWhole = location.type !== 'url' || problem.message.startsWith(start)
  const message = isWhole ? problem.message : start + problem.message
  return { ...problem, message: message.slice(0, longestMessage) }
}

/** A target that is required and leads to no file. */
export function nothingFound({ type, target }: LocationRef): Problem {
  return {
    severity: 'error',
    name: 'NotFoundError',
    message: `Unable to read ${type}, no matching files found for ${target}`,
    hint: 'Check the path, or write `presence: optional` when it may be absent.',
    at: { file: target },
  }
}
