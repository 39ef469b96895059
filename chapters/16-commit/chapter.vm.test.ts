import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('16-commit')
