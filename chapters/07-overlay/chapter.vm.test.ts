import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('07-overlay')
