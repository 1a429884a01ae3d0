import { CheckIcon, Page, useConfigText, usePortal } from '@callboard/ui'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { About } from './About.tsx'
import { DoneStep } from './DoneStep.tsx'
import { DraftStep } from './DraftStep.tsx'
import { ImportFailure, ImportTrouble } from './ImportFailure.tsx'
import classes from './ImportPage.module.css'
import { type Found, importAll, isFileTarget, lookAt, urlFault } from './import-data.ts'
import { LocationsStep } from './LocationsStep.tsx'
import { ProposedStep } from './ProposedStep.tsx'
import type { Proposal } from './pull-request-data.ts'
import { ReviewStep } from './ReviewStep.tsx'
import { UrlStep } from './UrlStep.tsx'

type Step = 'url' | 'locations' | 'draft' | 'review' | 'done'

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
  const [proposal, setProposal] = useState<Proposal>()
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
  const isDone = proposal !== undefined || adding.data !== undefined
  const step = isDone ? 'done' : stepOf(found.data, search.step)
  const go = (next: Record<string, unknown>) => void navigate({ to: '.', search: next as never })
  const restart = () => {
    adding.reset()
    setProposal(undefined)
    go({})
  }

  const isDraft = step === 'draft' || proposal !== undefined
  const steps = wayOf(isDraft ? 'draft' : step, isMany || (url !== '' && !isFileTarget(url)))
  const label = `Step ${steps.indexOf(step) + 1} of ${steps.length}: ${titles[step]}`
  const part = useFocusOn(step)

  return (
    <Page
      title="Register an existing component"
      crumbs={[{ label: 'Catalog', to: '/catalog' }, { label: 'Register' }]}
    >
      <h1 className={classes.title}>Register an existing component</h1>
      <p className={classes.lead}>Start tracking your component in {app}.</p>
      <Steps steps={steps} step={step} />
      <div className={classes.columns}>
        <section ref={part} className={classes.main} tabIndex={-1} aria-label={label}>
          {step === 'url' && (
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
          {step === 'url' && found.data?.kind === 'nothing' && found.data.trouble && !found.isFetching && (
            <ImportTrouble trouble={found.data.trouble} write={() => go({ url, step: 'write' })} />
          )}
          {step === 'draft' && found.data?.kind === 'nothing' && (
            <DraftStep
              // Looking again may find what was in the way gone.
              key={`${url} ${found.data.trouble?.message}`}
              url={url}
              draft={found.data.draft}
              trouble={found.data.trouble}
              again={() => void found.refetch()}
              restart={restart}
              opened={setProposal}
            />
          )}
          {step === 'locations' && (
            <LocationsStep
              candidates={candidates}
              problems={found.data?.kind === 'repository' ? found.data.problems : []}
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
          {step === 'done' && proposal && <ProposedStep proposal={proposal} restart={restart} />}
        </section>
        {step === 'url' && <About />}
      </div>
    </Page>
  )
}

/** Moves the focus to what a new step shows, so that its name is read out; the page's own start is left alone. */
function useFocusOn(step: Step) {
  const part = useRef<HTMLElement>(null)
  const before = useRef(step)
  useEffect(() => {
    if (before.current === step) return
    before.current = step
    part.current?.focus({ preventScroll: true })
    window.scrollTo({ top: 0 })
  }, [step])
  return part
}

/** Where one is on the way; a place that could not be looked at leads on only for who wants to write a file. */
function stepOf(found: Found | undefined, wanted: unknown): Step {
  if (!found) return 'url'
  if (found.kind === 'nothing') return found.trouble && wanted !== 'write' ? 'url' : 'draft'
  return found.kind === 'repository' && wanted !== 'review' ? 'locations' : 'review'
}

function chosenOf<T extends { target: string }>(wanted: unknown, candidates: T[]): T[] {
  if (!Array.isArray(wanted)) return candidates
  return candidates.filter(({ target }) => wanted.includes(target))
}

const titles: Record<Step, string> = {
  url: 'Select URL',
  locations: 'Select locations',
  draft: 'Create pull request',
  review: 'Review',
  done: 'Finish',
}

/** The way from here to the end, as far as it is known. */
function wayOf(step: Step, isMany: boolean): Step[] {
  if (step === 'draft') return ['url', 'draft', 'done']
  return isMany ? ['url', 'locations', 'review', 'done'] : ['url', 'review', 'done']
}

function Steps({ steps, step }: { steps: Step[]; step: Step }) {
  const at = steps.indexOf(step)
  return (
    <ol className={classes.steps} aria-label="Steps">
      {steps.map((id, index) => (
        <li key={id} className={classes.step} aria-current={id === step ? 'step' : undefined}>
          <span className={classes.number} data-done={index < at || undefined}>
            {index < at ? <CheckIcon size={12} /> : index + 1}
          </span>
          <span className={classes.stepName}>{titles[id]}</span>
        </li>
      ))}
    </ol>
  )
}
