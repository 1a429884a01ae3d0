/** What the operator of the portal may look at. Secrets are never in an answer. */
import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'

const base = '/api/admin'
/** For those who run the portal: the roles viewer and member do not have it. */
const read = { permission: 'admin.read' } as const

const position = z.object({ file: z.string(), line: z.number().nullable(), column: z.number().nullable() })

export const jobItemSchema = z.object({
  name: z.string(),
  key: z.string(),
  state: z.enum(['waiting', 'running']),
  dueAt: z.string(),
  leaseUntil: z.string().nullable(),
  attempts: z.number(),
  lastError: z.string().nullable(),
  lastDurationMs: z.number().nullable(),
})

/** One value of the config that is in use. */
export const configValueSchema = z.object({
  /** `catalog.locations[0].target` */
  path: z.string(),
  /** `<secret>` when nobody may see it. */
  value: z.union([z.string(), z.number(), z.boolean()]),
  at: position.nullable(),
})

export const configProblemSchema = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  hint: z.string().nullable(),
  at: position.nullable(),
})

/** A part of the program: a feature of the product or a plugin. */
export const runningFeatureSchema = z.object({
  id: z.string(),
  /** What it is for, in a sentence. */
  description: z.string().nullable(),
  /** `built in`, or the package it comes from. */
  origin: z.string(),
  version: z.string().nullable(),
  state: z.enum(['starting', 'ok', 'degraded', 'failing']),
  /** Why it is not well. */
  message: z.string().nullable(),
  /** How long its setting up took, in ms. */
  setupMs: z.number().nullable(),
  migrations: z.number(),
  routes: z.array(
    z.object({
      name: z.string(),
      method: z.string(),
      path: z.string(),
      summary: z.string(),
      /** `public`, `signed-in`, `user`, `service`, or the permission it asks for. */
      access: z.string(),
      isPermission: z.boolean(),
    }),
  ),
})

const about = z.object({
  version: z.string(),
  node: z.string(),
  /** `linux x64` */
  platform: z.string(),
  startedAt: z.string(),
  /** Resident memory of the process that answered. */
  memoryBytes: z.number(),
  pid: z.number(),
  database: z.object({ description: z.string(), sizeBytes: z.number().nullable(), shared: z.boolean() }),
  license: z.string(),
})

export type JobItemAnswer = z.output<typeof jobItemSchema>
export type ConfigValue = z.output<typeof configValueSchema>
export type ConfigProblem = z.output<typeof configProblemSchema>
export type RunningFeature = z.output<typeof runningFeatureSchema>
export type About = z.output<typeof about>

export const adminApi = defineRoutes({
  listJobs: {
    method: 'GET',
    path: `${base}/jobs`,
    summary: 'List background work with its state, next time and last error',
    access: read,
    query: z.object({ name: z.string().optional() }),
    result: z.object({ items: z.array(jobItemSchema), totalItems: z.number() }),
  },
  triggerJob: {
    method: 'POST',
    path: `${base}/jobs/trigger`,
    summary: 'Do a piece of background work now',
    audit: 'admin.job.trigger',
    access: { permission: 'admin.update' },
    body: z.strictObject({ name: z.string().min(1), key: z.string() }),
    status: 202,
  },
  getConfig: {
    method: 'GET',
    path: `${base}/config`,
    summary: 'Read the config in use: every value with the file and line it comes from, secrets hidden',
    access: read,
    result: z.object({
      /** The sources of the config, lowest priority first. */
      description: z.string(),
      files: z.array(z.string()),
      values: z.array(configValueSchema),
      problems: z.array(configProblemSchema),
    }),
  },
  listFeatures: {
    method: 'GET',
    path: `${base}/features`,
    summary: 'List the features and plugins that run, with health, routes and permissions',
    access: read,
    result: z.object({ items: z.array(runningFeatureSchema) }),
  },
  getAbout: {
    method: 'GET',
    path: `${base}/about`,
    summary: 'Read versions, database and age of the process',
    access: read,
    result: about,
  },
})

export type AdminApi = typeof adminApi
