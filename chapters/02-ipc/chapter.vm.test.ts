import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('02-ipc')
