"""Loss landscapes: from a formula to loss, gradient, Hessian and minima."""
