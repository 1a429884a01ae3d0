import { Page, useConfigText, usePortal } from '@callboard/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { About } from './About.tsx'
import { DoneStep } from './DoneStep.tsx'
import { ImportFailure } from './ImportFailure.tsx'
import classes from './ImportPage.module.css'
import { importAll, isFileTarget, lookAt, urlFault } from './import-data.ts'
import { LocationsStep } from './LocationsStep.tsx'
import { NothingStep } from './NothingStep.tsx'
import { ReviewStep } from './ReviewStep.tsx'
import { UrlStep } from './UrlStep.tsx'

type Step = 'url' | 'locations' | 'review' | 'done'

/**
 * Registers what is written elsewhere: address → what is there → what it would add → added. The address bar
 * holds the step, so that a look at a place can be shared, and going back goes back.
 */
export default function ImportPage() {
  const portal = usePortal()
  const app = useConfigText('app.title', 'Callboard')
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const url = typeof search.url === 'string' ? search.url.trim() : ''
  const isAsked = url !== '' && urlFault(url) === undefined
  const found = useQuery({
    queryKey: ['import', url],
    queryFn: ({ signal }) => lookAt(portal, url, signal),
    enabled: isAsked,
    // What was looked at must not change under the eyes of who reviews it.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  })
  const adding = useMutation({
    mutationFn: (targets: string[]) =>
      importAll(
        portal,
        candidates.filter((candidate) => targets.includes(candidate.target)),
      ),
  })
  const candidates = found.data && found.data.kind !== 'nothing' ? found.data.candidates : []
  const chosen = chosenOf(search.locations, candidates)
  const isMany = found.data?.kind === 'repository'
  const step: Step =
    !found.data || found.data.kind === 'nothing'
      ? 'url'
      : adding.data
        ? 'done'
        : isMany && search.step !== 'review'
          ? 'locations'
          : 'review'
  const go = (next: Record<string, unknown>) => void navigate({ to: '.', search: next as never })
  const restart = () => {
    adding.reset()
    go({})
  }

  return (
    <Page
      title="Register an existing component"
      crumbs={[{ label: 'Catalog', to: '/catalog' }, { label: 'Register' }]}
    >
      <h1 className={classes.title}>Register an existing component</h1>
      <p className={classes.lead}>Start tracking your component in {app}.</p>
      <Steps step={step} isMany={isMany || (url !== '' && !isFileTarget(url))} />
      <div className={classes.columns}>
        <div className={classes.main}>
          {step === 'url' && found.data?.kind !== 'nothing' && (
            <UrlStep
              key={url}
              url={url}
              isLooking={found.isFetching}
              analyze={(next) => (next === url ? void found.refetch() : go({ url: next }))}
            />
          )}
          {step === 'url' && found.error && !found.isFetching && (
            <ImportFailure error={found.error} url={url} />
          )}
          {found.data?.kind === 'nothing' && (
            <NothingStep
              url={url}
              draft={found.data.draft}
              again={() => void found.refetch()}
              restart={restart}
            />
          )}
          {step === 'locations' && (
            <LocationsStep
              candidates={candidates}
              review={(locations) => go({ url, locations, step: 'review' })}
              restart={restart}
            />
          )}
          {step === 'review' && (
            <ReviewStep
              candidates={chosen}
              isAdding={adding.isPending}
              add={() => adding.mutate(chosen.map(({ target }) => target))}
              back={() => (isMany ? go({ url }) : restart())}
            />
          )}
          {step === 'done' && adding.data && <DoneStep done={adding.data} restart={restart} />}
        </div>
        {step === 'url' && !found.data && <About />}
      </div>
    </Page>
  )
}

function chosenOf<T extends { target: string }>(wanted: unknown, candidates: T[]): T[] {
  if (!Array.isArray(wanted)) return candidates
  return candidates.filter(({ target }) => wanted.includes(target))
}

function Steps({ step, isMany }: { step: Step; isMany: boolean }) {
  const steps: [Step, string][] = [
    ['url', 'Select URL'],
    ...(isMany ? [['locations', 'Select locations'] as [Step, string]] : []),
    ['review', 'Review'],
    ['done', 'Finish'],
  ]
  return (
    <ol className={classes.steps} aria-label="Steps">
      {steps.map(([id, title], index) => (
        <li key={id} className={classes.step} aria-current={id === step ? 'step' : undefined}>
          <span className="cb-num">{index + 1}</span> {title}
        </li>
      ))}
    </ol>
  )
}
