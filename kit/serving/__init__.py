"""What passed the review, in the form in which people use it: a service, a package, a report, a gallery."""
