import { type Handlers, PortalError } from '@callboard/sdk'
import type { CatalogApi } from '../../api.ts'
import { checkFile } from '../pull-request/check-file.ts'
import { integrationFor, openPullRequest } from '../pull-request/open-pull-request.ts'
import { analyze } from './analyze.ts'
import type { HandlerDeps } from './context.ts'

type ImportRoutes = 'analyzeForImport' | 'preparePullRequest' | 'openPullRequest'

export function importHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, ImportRoutes> {
  return {
    analyzeForImport: (request, { query: { url } }) =>
      analyze(deps, request, { type: 'url', target: url }, undefined),
    async preparePullRequest(_request, { query: { repositoryUrl } }) {
      const { entityFilename: fileName, pullRequestBranch: branch } = deps.settings()
      try {
        integrationFor(deps.readerSettings(), repositoryUrl)
        return { isPossible: true, fileName, branch }
      } catch (thrown) {
        if (!(thrown instanceof PortalError)) throw thrown
        const { message, details } = thrown
        const trouble = { message, ...(typeof details.hint === 'string' && { hint: details.hint }) }
        return { isPossible: false, fileName, branch, trouble }
      }
    },
    async openPullRequest(request, { body }) {
      const { entityFilename: fileName, pullRequestBranch: branch } = deps.settings()
      request.about(body.repositoryUrl, { file: fileName, branch })
      await checkFile(deps.engine.reader, fileName, body.fileContent, request.signal)
      const opened = await openPullRequest(
        {
          settings: deps.readerSettings(),
          fetch: deps.fetch,
          log: deps.log,
          fileName,
          branch,
          signal: request.signal,
        },
        { ...body, body: body.body ?? '' },
      )
      request.about(opened.location, { pullRequest: opened.link, branch, isNew: opened.isNew })
      return opened
    },
  }
}
