import { buttonClass } from '@callboard/ui'
import { Menu } from '@mantine/core'
import { useState } from 'react'
import type { Curve } from '../draw/edge-path.ts'
import { DownloadIcon } from '../draw/icons.tsx'
import type { GraphLayout } from '../layout/types.ts'
import type { Drawing } from '../model/drawing.ts'

/** Keeps the drawing as a file. */
export function ExportMenu(props: { drawing: Drawing; layout: GraphLayout; curve: Curve }) {
  const [said, setSaid] = useState('')
  const save = async (as: 'svg' | 'png') => {
    setSaid('')
    try {
      const { graphPng, graphSvg, saveFile } = await import('../export-graph.tsx')
      const svg = graphSvg(props.drawing, props.layout, props.curve)
      if (as === 'svg') saveFile('catalog-graph.svg', svg, 'image/svg+xml')
      else saveFile('catalog-graph.png', await graphPng(svg, props.layout), 'image/png')
      setSaid('Saved')
    } catch {
      setSaid('The picture could not be made')
    }
  }
  return (
    <>
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <button type="button" className={buttonClass}>
            <DownloadIcon /> Export
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void save('svg')}>As SVG</Menu.Item>
          <Menu.Item onClick={() => void save('png')}>As PNG</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <span className="cb-hidden" role="status">
        {said}
      </span>
    </>
  )
}
