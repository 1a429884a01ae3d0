const scheme = 'data-mantine-color-scheme'

/**
 * Makes every change of theme a cut, whoever asked for it: the user, another tab or the system. Colours that fade
 * would for a moment be text of one theme on the ground of the other. Returns how to stop.
 */
export function cutThemeChanges(root: HTMLElement): () => void {
  let frame = 0
  // Told before the next frame is drawn, so nothing has begun to fade yet.
  const observer = new MutationObserver((records) => {
    if (records.every(({ oldValue }) => oldValue === root.getAttribute(scheme))) return
    root.dataset.themeCut = ''
    cancelAnimationFrame(frame)
    // The first of these may still belong to the frame that draws the change.
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => delete root.dataset.themeCut)
    })
  })
  observer.observe(root, { attributeFilter: [scheme], attributeOldValue: true })
  return () => {
    observer.disconnect()
    cancelAnimationFrame(frame)
    delete root.dataset.themeCut
  }
}
