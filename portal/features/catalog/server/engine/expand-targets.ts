import { type Problem, stringifyLocation } from '@callboard/sdk/model'
import type { FileChange } from '../store/index.ts'
import { isKeepable } from './keepable.ts'
import { parentKey } from './known-files.ts'
import { nothingFound, readProblem } from './read-problem.ts'
import { failedChange, type Step, save, stepsOf, type Walk } from './walk.ts'

const mostFiles = 1_000_000

interface Unlisted {
  step: Step
  problem: Problem
  isMissing: boolean
}

/**
 * Follows steps to the locations of files, globs resolved. Answers those not reached before; a target that
 * cannot be listed becomes a problem, and the files it led to before count as reached, unread.
 */
export async function expandTargets(walk: Walk, steps: Step[]): Promise<{ fresh: string[]; kept: Step[] }> {
  const fresh: string[] = []
  const failures: Unlisted[] = []
  for (const step of steps) {
    walk.signal.throwIfAborted()
    const { type, target, presence } = step.target
    try {
      const locations = await walk.pool.expand({ type, target }, walk.signal)
      if (locations.length === 0 && presence === 'required') {
        failures.push({ step, isMissing: true, problem: nothingFound(step.target) })
      }
      for (const location of locations) {
        const name = stringifyLocation(location)
        if (!isKeepable(name)) throw new Error(`The path is too long: ${name.slice(0, 200)}…`)
        if (reach(walk, name, step, presence === 'optional')) fresh.push(name)
      }
      if (walk.visits.size > mostFiles) throw new Error(`A source may hold at most ${mostFiles} files`)
    } catch (thrown) {
      walk.signal.throwIfAborted()
      failures.push({ step, isMissing: false, problem: readProblem(step.target, thrown) })
    }
  }
  return { fresh, kept: await keepUnlisted(walk, failures) }
}

/** Marks a file as reached; true when it was not before. */
function reach({ visits }: Walk, location: string, step: Step, isOptional: boolean): boolean {
  const parent = parentKey(step.parentId, step.target.ref)
  const visit = visits.get(location)
  if (!visit) {
    visits.set(location, { parents: new Set([parent]), isOptional, namedAt: step.namedAt })
    return true
  }
  if (visit.isOptional && !isOptional) visit.namedAt = step.namedAt
  visit.parents.add(parent)
  visit.isOptional &&= isOptional
  return false
}

async function keepUnlisted(walk: Walk, failures: Unlisted[]): Promise<Step[]> {
  if (failures.length === 0) return []
  const { visits, unlisted, known } = walk
  const changes: FileChange[] = []
  for (const { step, problem, isMissing } of failures) {
    const location = stringifyLocation(step.target)
    unlisted.add(parentKey(step.parentId, step.target.ref))
    if (reach(walk, location, step, false)) changes.push(...failedChange(walk, location, problem, isMissing))
  }
  await save(walk, changes)
  const kept: Step[] = []
  for (const file of known.values()) {
    if (visits.has(file.location) || ![...file.parents.keys()].some((key) => unlisted.has(key))) continue
    const parents = new Set(file.parents.keys())
    visits.set(file.location, { parents, isOptional: false, namedAt: undefined })
    kept.push(...stepsOf(file, file.targets))
  }
  return kept
}
