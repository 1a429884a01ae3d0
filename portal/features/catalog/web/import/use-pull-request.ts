import { useConfigText, usePortal } from '@callboard/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { canOpen, type Proposal, propose } from './pull-request-data.ts'

/** Whether the portal can open a pull request in a repository, and doing so. */
export function usePullRequest(repositoryUrl: string, opened: (proposal: Proposal) => void) {
  const portal = usePortal()
  const app = useConfigText('app.title', 'Callboard')
  const can = useQuery({
    queryKey: ['import', 'pull-request', repositoryUrl],
    queryFn: ({ signal }) => canOpen(portal, repositoryUrl, signal),
  })
  const opening = useMutation({
    mutationFn: (draft: { name: string; yaml: string }) =>
      propose(portal, {
        repositoryUrl,
        app,
        fileName: can.data?.fileName ?? 'catalog-info.yaml',
        ...draft,
      }),
    onSuccess: opened,
  })
  return { can: can.data, open: opening.mutate, isOpening: opening.isPending, error: opening.error }
}
