/**
 * What every method of Infimum shares: a {@link org.infimum.Objective problem}, one {@link org.infimum.Driver driver} that
 * owns every solver's loop, and a {@link org.infimum.Solution result} with its {@link org.infimum.Certificate}.
 *
 * <p>An infimum is a greatest lower bound: a number that is called a bound here is one. {@link org.infimum.Evidence} says
 * what a number rests on, and travels with it.
 */
package org.infimum;
