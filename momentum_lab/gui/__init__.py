"""The app and the pictures. Qt begins here."""
