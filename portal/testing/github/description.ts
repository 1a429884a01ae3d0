/**
 * What GitHub's published REST description (github/rest-api-description, `api.github.com`, schemas
 * `git-tree`, `content-file`, `code-search-result-item`, `full-repository`, `git-ref`, `pull-request-simple`, `file-commit`, `basic-error`) demands of the
 * answers we use. Written by hand from it: the required fields and types of those schemas; of
 * `full-repository` and the pull request only the fields that some reader of ours looks at.
 */
const text = { type: 'string' }
const address = { type: 'string', format: 'uri' }
const maybeAddress = { type: ['string', 'null'], format: 'uri' }

const contentFile = {
  type: 'object',
  required: [
    '_links',
    'content',
    'download_url',
    'encoding',
    'git_url',
    'html_url',
    'name',
    'path',
    'sha',
    'size',
    'type',
    'url',
  ],
  properties: {
    type: { type: 'string', enum: ['file'] },
    encoding: text,
    size: { type: 'integer' },
    name: text,
    path: text,
    content: text,
    sha: text,
    url: address,
    git_url: maybeAddress,
    html_url: maybeAddress,
    download_url: maybeAddress,
    _links: {
      type: 'object',
      required: ['git', 'html', 'self'],
      properties: { git: maybeAddress, html: maybeAddress, self: address },
    },
  },
}

const repository = {
  type: 'object',
  required: ['id', 'node_id', 'name', 'full_name', 'owner', 'private', 'html_url', 'fork', 'url'],
  properties: {
    id: { type: 'integer' },
    node_id: text,
    name: text,
    full_name: text,
    owner: {
      type: 'object',
      required: ['login', 'id', 'type'],
      properties: { login: text, id: { type: 'integer' }, type: text },
    },
    private: { type: 'boolean' },
    html_url: address,
    fork: { type: 'boolean' },
    url: address,
    default_branch: text,
    visibility: text,
    archived: { type: 'boolean' },
  },
}

function side() {
  return {
    type: 'object',
    required: ['label', 'ref', 'sha'],
    properties: { label: text, ref: text, sha: text },
  }
}

export const githubSchemas = {
  tree: {
    type: 'object',
    required: ['sha', 'url', 'tree', 'truncated'],
    properties: {
      sha: text,
      url: address,
      truncated: { type: 'boolean' },
      tree: {
        type: 'array',
        items: {
          type: 'object',
          required: ['path', 'mode', 'type', 'sha'],
          properties: { path: text, mode: text, type: text, sha: text, size: { type: 'integer' } },
        },
      },
    },
  },
  contentFile,
  repository: { ...repository, required: [...repository.required, 'default_branch', 'archived'] },
  codeSearch: {
    type: 'object',
    required: ['total_count', 'incomplete_results', 'items'],
    properties: {
      total_count: { type: 'integer' },
      incomplete_results: { type: 'boolean' },
      items: {
        type: 'array',
        items: {
          type: 'object',
          required: ['score', 'name', 'path', 'sha', 'git_url', 'html_url', 'url', 'repository'],
          properties: {
            name: text,
            path: text,
            sha: text,
            url: address,
            git_url: address,
            html_url: address,
            repository,
            score: { type: 'number' },
          },
        },
      },
    },
  },
  ref: {
    type: 'object',
    required: ['ref', 'node_id', 'url', 'object'],
    properties: {
      ref: text,
      url: address,
      object: {
        type: 'object',
        required: ['type', 'sha', 'url'],
        properties: { type: text, sha: { type: 'string', minLength: 40, maxLength: 40 }, url: address },
      },
    },
  },
  pull: {
    type: 'object',
    required: ['id', 'number', 'state', 'title', 'url', 'html_url', 'head', 'base'],
    properties: {
      number: { type: 'integer' },
      state: text,
      title: text,
      body: { type: ['string', 'null'] },
      url: address,
      html_url: address,
      head: side(),
      base: side(),
    },
  },
  fileCommit: {
    type: 'object',
    required: ['content', 'commit'],
    properties: {
      content: {
        type: 'object',
        properties: { name: text, path: text, sha: text, type: text },
      },
      commit: { type: 'object', properties: { sha: text, message: text } },
    },
  },
  error: {
    type: 'object',
    required: ['message', 'documentation_url'],
    properties: { message: text, documentation_url: text, status: text },
  },
}
