"""Parts of a run that machines share: what each holds, and whether all are there."""
