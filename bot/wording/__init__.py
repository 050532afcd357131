"""Every sentence that Whetstone says, as pure functions from the domain to a Message."""
