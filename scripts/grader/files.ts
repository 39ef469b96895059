// What a grader's own machine is told. In each, CHAPTERS stands for the chapters as they were typed.

const COMMAND = (chapters: string) => `npm run -s check ${chapters} -- --submissions`

/** Gradescope's image is made with it: https://gradescope-autograders.readthedocs.io/en/latest/specs/ */
export const setup = (node: string): string => `#!/bin/sh
# Makes what grading needs, once, when the image is built. Ubuntu, as root, with network.
set -eu
if [ "$(id -u)" = 0 ] && ! command -v g++ >/dev/null; then
  apt-get update
  apt-get install --yes --no-install-recommends ca-certificates curl g++ make python3 util-linux xz-utils
fi
if ! node --version 2>/dev/null | grep -Eq '^v2[0-9]'; then
  case "$(uname -m)" in aarch64) machine=arm64 ;; *) machine=x64 ;; esac
  curl --fail --silent --show-error "https://nodejs.org/dist/v${node}/node-v${node}-linux-$machine.tar.xz" |
    tar --extract --xz --strip-components=1 --directory=/usr/local
fi
cd "$(dirname "$0")"
mkdir -p course
tar --extract --file=course.tar --directory=course
cd course
npm ci --ignore-scripts --no-audit --no-fund
npm run -s check 01-process -- --solution # makes the virtual machine
`

/** Grades one submission there. */
export const runAutograder = (chapters: string): string => `#!/bin/sh
# Grades what lies in submission/. Where the grader itself fails there are no results: Gradescope shows that, and no points.
set -eu
top=\${AUTOGRADER:-/autograder}
results=$top/results/results.json
rm -rf "$top/class"
mkdir -p "$top/class" "$top/results"
cp -r --no-dereference "$top/submission" "$top/class/submission"
cd "$top/source/course"
${COMMAND(chapters)} "$top/class" --format "gradescope=$results" || {
  code=$?
  rm -f "$results"
  exit "$code"
}
`

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export const workflow = (
  chapters: string,
  commit: string,
): string => `# In the students' repositories: .github/workflows/classroom.yml. The course is checked out anew, so that nobody's changes
# to the checks count; put its repository where OWNER/congo stands.
name: Check the labs
on: [push, workflow_dispatch]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    if: github.actor != 'github-classroom[bot]'
    steps:
      - uses: actions/checkout@v4
        with: { path: class/submission, persist-credentials: false }
      - uses: actions/checkout@v4
        with: { repository: OWNER/congo, ref: ${commit}, path: course, persist-credentials: false }
      - uses: actions/setup-node@v4
        with: { node-version: 24 }
      - uses: actions/cache@v4
        with:
          path: ~/.cache/congo
          key: congo-\${{ runner.arch }}-${commit}
      - name: Check
        working-directory: course
        run: ${COMMAND(chapters)} ../class --format github --format json=../results.json
      - name: All passed
        run: jq --exit-status '[.chapters[].checks[].status] | all(. == "pass")' results.json
`

/** For podman and docker: see the lines at its top. */
export const containerfile = (chapters: string): string => `# podman build --tag congo-grader DIR
# podman run --rm --volume ./handed-in:/submissions:ro --volume ./reports:/reports congo-grader
# With --device /dev/kvm it is faster; it needs no privileges.
FROM docker.io/library/node:24-bookworm
RUN apt-get update && apt-get install --yes --no-install-recommends g++ make python3 util-linux
ADD course.tar /course
WORKDIR /course
RUN npm ci --ignore-scripts --no-audit --no-fund && npm run -s check 01-process -- --solution
ENTRYPOINT ["npm", "run", "-s", "check", ${
  chapters === ''
    ? ''
    : `${chapters
        .split(' ')
        .map(id => JSON.stringify(id))
        .join(', ')}, `
}"--", "--submissions", "/submissions", "--reports", "/reports"]
`
