"""The web chat's page: routes, templates and the small script; its channel is bot/channels/webchat.py."""
