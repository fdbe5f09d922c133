// A client that no factory made belongs to the process, not to a host: tests that assert of "all calls" must run alone.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
