import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('15-lifecycle')
