"""The mathematics of Kontrast: frames and parameters in, a frozen result out; knows nothing of Django."""
