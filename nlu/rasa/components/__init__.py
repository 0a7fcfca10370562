"""Our components for Rasa's pipeline. They never import the app."""
