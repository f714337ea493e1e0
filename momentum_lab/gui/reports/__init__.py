"""Reports, worksheets and notes of lessons: as pages of a PDF, and in dialogs."""
