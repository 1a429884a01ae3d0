import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { analysisSchema } from './location-routes.ts'
import { base, fileProblem, trouble } from './values.ts'

/** Adding a catalog file to a repository that has none. */
export const importRoutes = defineRoutes({
  analyzeForImport: {
    method: 'GET',
    path: `${base}/import/analysis`,
    summary:
      'Find the catalog files of a repository, what is wrong in them, and why it could not be looked at',
    access: { permission: 'catalog.location.analyze', action: 'read' },
    strictQuery: true,
    query: z.object({ url: z.string() }),
    result: analysisSchema.extend({
      /** Why the place could not be looked at; the draft does not mean then that there is no file. */
      trouble: trouble.optional(),
      /** What stands against the files that cannot be used. */
      problems: z.array(fileProblem).optional(),
    }),
  },
  preparePullRequest: {
    method: 'GET',
    path: `${base}/import/pull-request`,
    summary: 'Tell whether the portal can open a pull request in a repository that has no catalog file',
    access: { permission: 'catalog.location.analyze', action: 'read' },
    strictQuery: true,
    query: z.object({ repositoryUrl: z.string() }),
    result: z.object({
      isPossible: z.boolean(),
      fileName: z.string(),
      branch: z.string(),
      trouble: trouble.optional(),
    }),
  },
  openPullRequest: {
    method: 'POST',
    path: `${base}/import/pull-request`,
    summary: 'Open a pull request that adds a catalog file, or bring the open one up to date',
    access: { permission: 'catalog.location.create' },
    audit: 'catalog.pull-request.create',
    strictQuery: true,
    query: z.object({}),
    body: z.strictObject({
      repositoryUrl: z.string().max(2000),
      fileContent: z.string(),
      title: z.string().trim().min(1).max(250),
      body: z.string().max(20_000).optional(),
    }),
    result: z.object({
      link: z.string(),
      location: z.string(),
      branch: z.string(),
      base: z.string(),
      isNew: z.boolean(),
    }),
    status: 201,
  },
})
