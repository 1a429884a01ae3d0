import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { GraphLayout } from '../layout/types.ts'
import { type Drawing, nodeSize } from '../model/drawing.ts'
import type { Curve } from './edge-path.ts'
import classes from './GraphStage.module.css'
import { landmarksOf } from './landmarks.ts'
import { neighbourInDirection, nodeAt, nodesOnScreen } from './nodes-at.ts'
import { paint, readColours } from './paint.ts'
import { Scene, type SceneLook } from './Scene.tsx'
import { pointOf, useGestures } from './use-gestures.ts'
import {
  centreOn,
  fitAll,
  fitReadable,
  type Readability,
  rangeOf,
  type Size,
  type Viewport,
  zoomAt,
} from './viewport.ts'
import { ZoomButtons } from './ZoomButtons.tsx'

/** With more nodes than this on the screen they are painted as a picture, with fewer they are elements. */
const mostElements = 300
/** Below this scale letters cannot be read: names of the important ones float over the drawing instead. */
const readableScale = 0.42

const roomy: Readability = { least: 0.6, readable: 0.8, margin: 24 }
const tight: Readability = { least: 0.5, readable: 0.62, margin: 8 }

export interface GraphStageProps {
  label: string
  drawing: Drawing
  layout: GraphLayout
  curve: Curve
  selected?: string | undefined
  found?: ReadonlySet<string> | null
  /** Kept where it is on the screen when the drawing changes. */
  anchor?: string | undefined
  /** A small graph inside a page: the plain wheel stays the page's. */
  isSmall?: boolean
  onSelect(ref: string | undefined): void
  onOpen(ref: string): void
  onReroot?(ref: string): void
  onExpand?(ref: string): void
  children?: ReactNode
}

/** A laid-out graph to look around in: pan, zoom, hover, select, with pointer, fingers or keys. */
export function GraphStage(props: GraphStageProps) {
  const { drawing, layout, selected, found = null, isSmall = false } = props
  const stage = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const helpId = useId()
  const [screen, setScreen] = useState<Size>()
  const [view, setView] = useState<Viewport>({ x: 0, y: 0, scale: 1 })
  const [hover, setHover] = useState<string>()
  const [edge, setEdge] = useState<number>()
  const [tabStop, setTabStop] = useState<string>()
  useGestures(stage, setView, isSmall ? 'with-key' : 'always')
  useFitting(props, screen, setView)

  useLayoutEffect(() => {
    const element = stage.current
    if (!element) return
    const measure = () => setScreen({ width: element.clientWidth, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const focus = hover ?? selected
  const first = drawing.nodes[drawing.roots[0] ?? 0]?.ref
  const stop = [tabStop, selected, first].find((ref) => ref !== undefined && drawing.indexOf.has(ref))
  const look = useMemo<SceneLook>(
    () => ({ focus, found, selected, tabStop: stop, edge }),
    [focus, found, selected, stop, edge],
  )
  const onScreen = screen ? nodesOnScreen(layout, view, screen, mostElements + 1) : 0
  const isPicture = onScreen > mostElements
  const isSimple = view.scale < readableScale
  const range = screen && drawing.nodes.length > mostElements ? rangeOf(view, screen) : null
  const rangeKey = range && Object.values(range).join()
  // Equal ranges are one range, or every step of panning would draw all anew.
  const steadyRange = useMemo(() => range, [rangeKey])

  useEffect(() => {
    if (!isPicture || !canvas.current || !screen) return
    const element = canvas.current
    const frame = requestAnimationFrame(() =>
      paint(element, drawing, layout, view, screen, look, readColours(element)),
    )
    return () => cancelAnimationFrame(frame)
  }, [isPicture, drawing, layout, view, screen, look])

  const refOf = (event: MouseEvent): string | undefined => {
    const element = event.target instanceof Element ? event.target.closest('[data-ref]') : null
    if (element) return element.getAttribute('data-ref') ?? undefined
    return isPicture ? nodeAt(drawing, layout, view, pointOf(event, stage.current)) : undefined
  }
  const onMove = (event: MouseEvent) => {
    if (stage.current?.dataset.moving !== undefined) return
    setHover(refOf(event))
    const line = event.target instanceof Element ? event.target.closest('[data-edge]') : null
    setEdge(line ? Number(line.getAttribute('data-edge')) : undefined)
  }
  const onClick = (event: MouseEvent) => {
    if (stage.current?.dataset.moving !== undefined) return
    if (event.target instanceof Element && event.target.closest('button, a')) return
    const expand = event.target instanceof Element ? event.target.closest('[data-expand]') : null
    const ref = refOf(event)
    if (expand && props.onExpand) props.onExpand(expand.getAttribute('data-expand') ?? '')
    else if (ref && (event.shiftKey || event.metaKey || event.ctrlKey)) props.onOpen(ref)
    else props.onSelect(ref)
  }
  const zoom = (factor: number) =>
    screen && setView((now) => zoomAt(now, { x: screen.width / 2, y: screen.height / 2 }, factor))
  const fit = () => screen && setView(fitAll(layout, roomOf(screen, isSmall), isSmall ? 8 : 24))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const element = event.target instanceof Element ? event.target : null
    if (element?.closest('button:not([data-ref]), a, input, select')) return
    const ref = element?.closest('[data-ref]')?.getAttribute('data-ref') ?? undefined
    if (!handleKey(event.key, ref)) return
    event.preventDefault()
    event.stopPropagation()
  }
  const handleKey = (key: string, ref: string | undefined): boolean => {
    if (key === '+' || key === '=') zoom(1.25)
    else if (key === '-') zoom(0.8)
    else if (key === '0') fit()
    else if (key === 'Escape' && selected) props.onSelect(undefined)
    else if (ref && key === 'Enter') (props.onReroot ?? props.onOpen)(ref)
    else if (ref && key === ' ') props.onSelect(ref)
    else if (ref && key === 'e') props.onExpand?.(ref)
    else if (ref && key === 'o') props.onOpen(ref)
    else if (key.startsWith('Arrow')) moveBy(key, ref)
    else return false
    return true
  }
  const moveBy = (key: string, ref: string | undefined) => {
    const [dx, dy] = steps[key] ?? [0, 0]
    if (!ref) {
      setView((now) => ({ ...now, x: now.x - dx * 60, y: now.y - dy * 60 }))
      return
    }
    const next = neighbourInDirection(drawing, layout, ref, dx, dy)
    if (next === undefined || !screen) return
    setTabStop(next)
    const at = drawing.indexOf.get(next) ?? 0
    const place = { x: layout.x[at] ?? 0, y: layout.y[at] ?? 0 }
    setView((now) => (isInside(place, now, screen) ? now : centreOn(place, screen, now.scale)))
    requestAnimationFrame(() =>
      stage.current?.querySelector<SVGElement>(`[data-ref="${CSS.escape(next)}"]`)?.focus(),
    )
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing to move around in; its nodes are the controls
    <div
      ref={stage}
      className={classes.stage}
      data-small={isSmall || undefined}
      role="group"
      aria-label={props.label}
      aria-describedby={helpId}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move it
      tabIndex={0}
      onClick={onClick}
      onDoubleClick={(event) => {
        const ref = refOf(event)
        if (ref) (props.onReroot ?? props.onOpen)(ref)
      }}
      onMouseMove={onMove}
      onMouseLeave={() => {
        setHover(undefined)
        setEdge(undefined)
      }}
      onFocus={(event) => {
        const ref = event.target.getAttribute('data-ref')
        if (ref) setTabStop(ref)
      }}
      onKeyDown={onKeyDown}
    >
      <p id={helpId} className="cb-hidden">
        Arrow keys move the drawing, plus and minus zoom, 0 shows all of it. On a node, arrow keys go to the
        next one, Space shows details, Enter starts from it, O opens its page.
      </p>
      {isPicture && <canvas ref={canvas} className={classes.layer} />}
      <svg className={classes.layer} data-testid="graph">
        <title>{props.label}</title>
        {screen && !isPicture && (
          <g
            transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}
            data-soft={hover === undefined || undefined}
          >
            <Scene
              drawing={drawing}
              layout={layout}
              curve={props.curve}
              look={look}
              range={steadyRange}
              isSimple={isSimple}
            />
          </g>
        )}
        {screen && isSimple && (
          <g>
            {landmarksOf(drawing, layout, view, screen).map((mark) => (
              <text key={mark.ref} className={classes.landmark} x={mark.x} y={mark.y} data-ref={mark.ref}>
                {mark.text}
              </text>
            ))}
          </g>
        )}
      </svg>
      {props.children}
      <ZoomButtons zoom={zoom} fit={fit} isSmall={isSmall} />
    </div>
  )
}

const steps: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The part that the legend leaves free. */
function roomOf(screen: Size, isSmall: boolean): Size {
  return isSmall ? screen : { width: screen.width, height: screen.height - 36 }
}

function isInside(at: { x: number; y: number }, view: Viewport, screen: Size): boolean {
  const [x, y] = [at.x * view.scale + view.x, at.y * view.scale + view.y]
  const [w, h] = [(nodeSize.width / 2) * view.scale, (nodeSize.height / 2) * view.scale]
  return x > w && y > h && x < screen.width - w && y < screen.height - h
}

/** Shows a new drawing well, or leaves the anchor where the reader looks at it. */
function useFitting(
  { drawing, layout, anchor, isSmall = false }: GraphStageProps,
  screen: Size | undefined,
  setView: (change: (view: Viewport) => Viewport) => void,
): void {
  const shown = useRef<{ drawing: Drawing; layout: GraphLayout }>(undefined)
  const isMeasured = screen !== undefined && screen.width > 0
  useLayoutEffect(() => {
    if (!screen || !isMeasured || shown.current?.layout === layout) return
    const before = shown.current
    shown.current = { drawing, layout }
    const was = anchor === undefined ? undefined : before?.drawing.indexOf.get(anchor)
    const is = anchor === undefined ? undefined : drawing.indexOf.get(anchor)
    if (before && was !== undefined && is !== undefined) {
      setView((view) => ({
        ...view,
        x: view.x + ((before.layout.x[was] ?? 0) - (layout.x[is] ?? 0)) * view.scale,
        y: view.y + ((before.layout.y[was] ?? 0) - (layout.y[is] ?? 0)) * view.scale,
      }))
      return
    }
    const root = drawing.roots[0]
    const at =
      root === undefined ? { x: layout.width / 2, y: 0 } : { x: layout.x[root] ?? 0, y: layout.y[root] ?? 0 }
    const isTight = isSmall || screen.width < 600
    setView(() => fitReadable(layout, roomOf(screen, isSmall), at, isTight ? tight : roomy))
  }, [layout, drawing, anchor, isMeasured])
}
