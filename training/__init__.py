"""What makes govie's models: the corpus, the gate, and what measures and shows them. Imports ``govie``, never the reverse.

``corpus``    builds the corpus
``identity``  builds the data for agencies
``gate``      fails where the model reads worse than it did
``speed``     fails where reading takes longer than it did
``dump``      what is read in many texts, before and after a change
``stages``    time by stage of reading
``scale``     thousands of files, killed and resumed
``ablation``  what each trained component is worth
``doubts``    what the rule on whole tables withholds
``loop``      correcting and retraining from end to end
``moves``     counts of the ways of scattered tables
``card``      the model card
``chromium``  which Chromium is started
"""
