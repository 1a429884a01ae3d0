/**
 * One file → entities with their relations, and problems. The order of the steps is the contract's
 * (catalog-model §13); a document that fails one costs itself only (observed 34).
 */
import { PortalError, reasonOf } from '@callboard/sdk'
import { type Entity, type LocationRef, refOf, stringifyLocation } from '@callboard/sdk/model'
import type { Links, Reader } from '../read/types.ts'
import { annotate, type FileAnnotations, fileAnnotations } from './annotate.ts'
import { loadSchemaEngines } from './check-schema.ts'
import { isKind, isName, isNamespace } from './formats.ts'
import { hashOf } from './hash.ts'
import { type IncludeReader, includeReader } from './include-reader.ts'
import { limits } from './limits.ts'
import { locationTargets } from './location-targets.ts'
import { parse, withoutMark } from './parse.ts'
import { type JsonPath, type Positions, positionsIn } from './position.ts'
import { problemOf } from './problem-of.ts'
import type { ProcessorName } from './processors.ts'
import { builtinRelations, refHint, sortRefLists } from './relations.ts'
import type { Rules } from './rules.ts'
import { skeletonHint } from './skeleton.ts'
import { mayHoldPlaceholders, substitute } from './substitute.ts'
import type { DocumentProblem, Draft, Processed, ProcessedFile, SourceFile } from './types.ts'
import { type Breach, checkEnvelope, checkKeyCase, checkKind, checkPolicies } from './validate.ts'

export interface ProcessContext {
  reader: Reader
  rules: Rules
  /** The registration at the root of the chain that led to the file. */
  origin: LocationRef
  /** Lets placeholders name files of other repositories. */
  crossRepository?: boolean | undefined
  /** Steps that are left out. */
  disabled?: readonly ProcessorName[] | undefined
  signal?: AbortSignal | undefined
}

interface FileContext extends ProcessContext {
  location: LocationRef
  annotations: FileAnnotations
  files: IncludeReader
  positions: Positions
  holdsPlaceholders: boolean
}

/** The outcome of one document: an entity, or the problems that prevent it. */
type Outcome = { entity: Processed } | { problems: DocumentProblem[] }

/** Reads, checks and relates every document of a file. Throws only when it is aborted. */
export async function processFile(ctx: ProcessContext, file: SourceFile): Promise<ProcessedFile> {
  await loadSchemaEngines()
  const { location } = file
  const text = withoutMark(file.text)
  const { drafts, problems } = parse(text, location.target, stringifyLocation(location))
  const context: FileContext = {
    ...ctx,
    location,
    annotations: fileAnnotations(location, ctx.origin, linksOf(ctx, location)),
    files: includeReader(ctx.reader, ctx),
    positions: positionsIn(text, location.target),
    holdsPlaceholders: !ctx.disabled?.includes('PlaceholderProcessor') && mayHoldPlaceholders(text),
  }
  const entities = new Map<string, Processed>()
  for (const draft of drafts) {
    const outcome = await processDraft(context, draft)
    // A placeholder that was cut short is no problem of the file.
    ctx.signal?.throwIfAborted()
    if ('problems' in outcome) {
      problems.push(...outcome.problems)
      continue
    }
    const earlier = entities.get(outcome.entity.ref)
    if (earlier) problems.push(duplicateOf(earlier, outcome.entity, location))
    entities.set(outcome.entity.ref, outcome.entity)
  }
  return { entities: [...entities.values()], problems, includes: context.files.includes() }
}

function linksOf({ reader, disabled }: ProcessContext, location: LocationRef): Links {
  return disabled?.includes('AnnotateLocationEntityProcessor') ? {} : reader.links(location)
}

async function processDraft(context: FileContext, draft: Draft): Promise<Outcome> {
  const breaches = checkEnvelope(draft.value)
  if (breaches.length > 0) return failed(context, draft, breaches)
  const entity = draft.value as Entity
  const identity = identityOf(entity)
  const substituted = context.holdsPlaceholders
    ? await substitute(entity, context.location, context.files)
    : { includes: [], breaches: [] }
  if (substituted.breaches.length > 0) return failed(context, draft, substituted.breaches)
  const notes = checkEntity(entity, identity)
  const errors = notes.filter((note) => note.severity === 'error')
  if (errors.length > 0) return failed(context, draft, errors)
  return finish(context, draft, entity, substituted.includes, notes)
}

/** Policies, then the kind; the first step that finds errors ends it. */
function checkEntity(entity: Entity, identity: string): Breach[] {
  const policies = checkPolicies(entity)
  if (policies.length > 0) return policies
  if (identityOf(entity) !== identity) {
    const message = 'Fatal: The entity kind, namespace, or name changed during processing'
    const hint = 'Write kind, name and namespace without placeholders.'
    return [{ severity: 'error', name: 'ConflictError', message, hint, path: ['metadata'] }]
  }
  const kind = checkKind(entity)
  return kind.some((breach) => breach.severity === 'error') ? kind : [...kind, ...checkKeyCase(entity)]
}

function finish(
  context: FileContext,
  draft: Draft,
  entity: Entity,
  includes: Processed['includes'],
  notes: Breach[],
): Outcome {
  const { location, origin, rules, reader, positions } = context
  entity.metadata.namespace ??= 'default'
  annotate(entity, context.annotations)
  sortRefLists(entity)
  const ref = refOf(entity)
  const relations = relate(entity)
  if ('breach' in relations) return failed(context, draft, [relations.breach])
  if (!rules.isAllowed(entity, origin)) return failed(context, draft, [notAllowed(entity, location, origin)])
  const placeOf = (path: JsonPath) => positions.of(draft, path)
  const { targets, breaches } = locationTargets(entity, location, reader, placeOf)
  const problems = [...notes, ...breaches]
    .slice(0, limits.problemsPerDocument)
    .map((breach) => problemOf(breach, draft, positions))
  // Where a target stands is no content: a line more above it changes no entity.
  const content = targets.map(({ type, target, presence }) => ({ type, target, presence }))
  const hash = hashOf([entity, relations.list, content])
  const { document, line } = draft
  return {
    entity: { document, line, ref, entity, relations: relations.list, targets, includes, hash, problems },
  }
}

function relate(entity: Entity): { list: Processed['relations'] } | { breach: Breach } {
  try {
    return { list: builtinRelations(entity) }
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    const field = String(thrown.details.field)
    const message = reasonOf(thrown)
    return {
      breach: { severity: 'error', name: 'InputError', message, hint: refHint(field), path: ['spec', field] },
    }
  }
}

function notAllowed(entity: Entity, location: LocationRef, origin: LocationRef): Breach {
  const at = stringifyLocation(location)
  const from = stringifyLocation(origin)
  return {
    severity: 'error',
    name: 'NotAllowedError',
    message: `Entity ${refOf(entity)} at ${at}, originated at ${from}, is not of an allowed kind for that location`,
    hint: `Add ${entity.kind} to catalog.rules, or to the rules of the location: \`rules: [{ allow: [${entity.kind}] }]\`.`,
    path: ['kind'],
  }
}

function failed(context: FileContext, draft: Draft, breaches: Breach[]): Outcome {
  const ref = knownRef(draft.value)
  const problems = breaches.slice(0, limits.problemsPerDocument).map((breach) => ({
    ...problemOf(breach, draft, context.positions),
    document: draft.document,
    ...(ref === undefined ? {} : { ref }),
  }))
  // A skeleton breaks many rules for one reason.
  const skeleton = problems.find((problem) => problem.hint === skeletonHint)
  return { problems: skeleton ? [skeleton] : problems }
}

function duplicateOf(earlier: Processed, later: Processed, location: LocationRef): DocumentProblem {
  return {
    severity: 'warning',
    name: 'InputError',
    message: `Duplicate nested entity: ${earlier.ref}`,
    hint: `Line ${later.line} of the same file defines it again, and that one counts. Remove one of the two.`,
    at: { file: location.target, line: earlier.line },
    document: earlier.document,
    ref: earlier.ref,
  }
}

function identityOf({ kind, metadata }: Entity): string {
  return `${kind}:${String(metadata.namespace ?? 'default')}/${metadata.name}`
}

/** The ref of a document that is no entity, when its kind, namespace and name could be one's. */
function knownRef(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { kind, metadata } = value as Partial<Entity>
  if (typeof kind !== 'string' || typeof metadata !== 'object' || metadata === null) return undefined
  const { name, namespace = 'default' } = metadata
  if (typeof name !== 'string' || typeof namespace !== 'string') return undefined
  if (!isKind(kind) || !isName(name) || !isNamespace(namespace)) return undefined
  return refOf({ kind, metadata: { name, namespace } })
}
